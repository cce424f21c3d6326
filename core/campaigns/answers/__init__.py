"""Answers: messages that go because something happened, as a promise that was made or a reminder that was paid."""
