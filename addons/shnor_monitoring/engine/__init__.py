"""What campaigns bring to the counting of indicators."""
