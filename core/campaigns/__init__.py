"""Campaigns: audience, preview, approval, launch, and the worker that sends."""
