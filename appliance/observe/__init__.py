"""What every process does alike: guard its imports, write its log lines."""
