"""Types of bodies that schemathesis does not know."""

import schemathesis

schemathesis.serializer.alias("application/jsonl", "text/plain")
