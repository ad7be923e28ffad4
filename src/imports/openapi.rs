//! The operations of imports, as the document of the admin API tells them.

use serde_json::{Value, json};

use super::report::{Format, ImportList, ImportResource, ProblemList};
use crate::web::operation::{Operation, get, post, scoped};

const CSV: &str = "Handle,Title,Vendor,Option1 Name,Option1 Value,Variant SKU,Variant Price,Image Src\n\
    linen-throw,Linen throw,Skerry Weavers,Colour,Blue,THROW-BLUE,89.00,https://pictures.example/blue.jpg\n\
    linen-throw,,,,Red,THROW-RED,89.00,\n";
const LINES: &str = "{\"handle\":\"linen-throw\",\"title\":\"Linen throw\",\"status\":\"active\",\"variants\":[{\"sku\":\"THROW-BLUE\",\"price\":{\"amount_minor\":8900,\"currency\":\"EUR\"}}]}\n";

pub fn admin() -> Vec<Operation> {
    let one = |operation: Operation| {
        let schema = json!({"type": "string", "pattern": "^[0-9a-f]{32}$", "examples": ["5d0f8e1c7ab94f6e9a3b2c1d0e4f5a6b"]});
        operation.at_text("id", "The id of the import.", schema)
    };
    let operations = vec![
        get("/imports", "list_imports")
            .does("Lists the imports, the newest first.")
            .paged()
            .gives::<ImportList>(200, "A part of the list."),
        upload(),
        one(get("/imports/{id}", "get_import"))
            .does("Says how far an import is, with its first 100 problems.")
            .gives::<ImportResource>(200, "The import."),
        one(get("/imports/{id}/problems", "list_problems"))
            .does("Lists what is wrong with a file, in the order of its lines.")
            .query(
                "as",
                "In which form; `Accept: text/csv` asks for the table, too.",
                one_of(&["json", "csv"]),
            )
            .paged()
            .gives::<ProblemList>(200, "A part of the list, or the whole table.")
            .gives_also("text/csv"),
        one(post("/imports/{id}/run", "post_run"))
            .does("Begins to change products, after the dry run; a second time changes nothing.")
            .note("One that stopped while it ran may be run again. A file that counts stock needs the leave `stock:write` here, too.")
            .keyed()
            .gives::<ImportResource>(202, "It runs.")
            .with(&["Idempotency-Replayed"])
            .refuses("not_checked idempotency_key_reused"),
        one(post("/imports/{id}/cancellation", "post_import_cancellation"))
            .does("Ends an import; what was changed stays changed.")
            .keyed()
            .gives::<ImportResource>(200, "The import.")
            .with(&["Idempotency-Replayed"])
            .refuses("ended idempotency_key_reused"),
    ];
    scoped("Imports", "catalogue", operations)
}

fn one_of(values: &[&str]) -> Value {
    json!({"type": "string", "enum": values})
}

fn upload() -> Operation {
    post("/imports", "post_import")
        .does("Takes a file of products and begins its dry run.")
        .note("The body is the file itself, of at most 200 MiB, with its `Content-Length`: CSV as Shopify writes it, or a product of this API on each line.")
        .query_of::<Format>("format", "What the file is; `text/csv` is Shopify's without it.")
        .query("name", "What the file is called.", json!({"type": "string", "maxLength": 200}))
        .query("archive_missing", "Whether products that the file does not name are archived.", one_of(&["true", "false"]))
        .query("stock", "The location at which the quantities of the file were counted.", json!({"type": "string", "pattern": "^[A-Za-z0-9._-]{1,64}$"}))
        .query("pictures", "Which pictures are fetched: those that are new, or all anew.", one_of(&["new", "all"]))
        .query("run", "When it changes products: later, or at once if every row is fine.", one_of(&["later", "if_clean"]))
        .keyed()
        .takes_bytes(&["text/csv", "application/jsonl"])
        .like(json!({"text/csv": {"example": CSV}, "application/jsonl": {"example": LINES}}))
        .gives::<ImportResource>(201, "The import; its dry run begins.")
        .with(&["Location", "Idempotency-Replayed"])
        .refuses("length_required unsupported_type idempotency_key_reused")
}
