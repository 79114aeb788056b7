"""What is the story and what is not: its head, its ending, and what the site's other pages say."""
