"""What the running system says of itself: logs, health, mistakes in how it is set up."""
