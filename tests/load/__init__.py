"""Deadline night: many directors fill their last page at once, while servers die."""
