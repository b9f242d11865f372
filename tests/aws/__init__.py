"""The stand-in, driven by boto3, by the AWS command and by hand."""
