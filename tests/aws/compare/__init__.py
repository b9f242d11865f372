"""Our verdicts on AWS commands beside those of the AWS CLI itself: `make compare-aws`."""
