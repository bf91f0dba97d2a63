"""The inputs that probe each exercise, one module a topic. They import no reference."""
