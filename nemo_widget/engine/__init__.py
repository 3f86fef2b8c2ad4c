"""The local engine: a process of its own that speaks the wire's protocol and really renders."""
