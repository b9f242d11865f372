"""Many pages run as one suite: which of them, side by side in processes, and what their outcomes come to."""
