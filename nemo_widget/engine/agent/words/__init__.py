"""From a message to atoms: fold, tokenise, look up, count. Nothing here knows of drafts."""
