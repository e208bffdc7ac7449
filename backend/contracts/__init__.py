"""What the page and the back end share, and the only thing they share: requests, results, events, errors."""
