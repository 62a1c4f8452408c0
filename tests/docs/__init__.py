"""What people read, done as it says: every program, every shell line, the tutorial word by word."""
