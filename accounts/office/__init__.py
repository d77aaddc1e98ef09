"""Recovery at the counter: two officers, two halves of a code, a waiting time, and a citizen who can say no."""
