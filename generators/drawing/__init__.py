"""The storyboard's pen: everything that is drawn into a preview, one kind of thing a file."""
