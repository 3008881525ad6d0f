"""What dies is started again: nothing is lost, nothing happens twice."""
