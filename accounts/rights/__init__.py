"""Rights: what citizens ask for under UU 27/2022, each a ticket with a number and a clock."""
