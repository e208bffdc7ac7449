"""What all tables share: finding them, their rows, and how times are taken."""
