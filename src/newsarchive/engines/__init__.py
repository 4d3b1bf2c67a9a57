"""Where shards are worked on. An engine can only map: it knows nothing of archives."""
