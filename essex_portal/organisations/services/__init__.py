"""What people and commands do with schools, the register and the calendar."""
