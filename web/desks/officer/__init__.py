"""The officer's desk: papers that citizens bring to the counter are compared with what they typed."""
