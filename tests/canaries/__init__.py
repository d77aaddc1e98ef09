"""A life full of values that exist once, and the hunt for them wherever nobody may find one."""
