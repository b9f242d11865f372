"""AWS without an account: the Bedrock stand-in and the settings that point the page's commands at it."""
