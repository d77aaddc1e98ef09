"""What holds for the whole house: doors, migrations, texts, settings, and that nothing personal leaks."""
