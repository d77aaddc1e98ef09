"""The directory of services: who asks for what, why and on which basis, and who answers late; open to everybody."""
