"""What people do with what they were told: a button that is pressed, a mail that is answered."""
