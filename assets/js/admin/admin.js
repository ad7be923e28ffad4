// Every script of the desk: one custom element each, around a form or link that works without it.
