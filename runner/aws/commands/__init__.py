"""AWS commands held against botocore's models, offline. Calls no service and reads no credentials."""
