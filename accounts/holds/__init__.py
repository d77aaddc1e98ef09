"""Legal holds: what a law obliges to keep for a while, however soon its citizen wants it erased."""
