"""The server of `xiaoai serve`: OpenAI's shape over the models of this machine. Nothing of it imports torch but the lane's maker."""
