//! Small files at known addresses: robots, the web app's manifest, health.

use serde::Serialize;
use serde_json::json;

use super::read_shop;
use crate::platform::Statement;
use crate::web::{Answer, Body, CachePolicy, Context, Problem, Reply};

/// `GET /robots.txt`
pub fn show_robots(context: &Context) -> Answer {
    let text = format!(
        "User-agent: *\nDisallow: /api/\nDisallow: /cart\nDisallow: /checkout\nDisallow: /orders/\nDisallow: /search\nDisallow: /*/cart\nDisallow: /*/checkout\nDisallow: /*/orders/\nDisallow: /*/search\nDisallow: /markets/\n\n\
         Sitemap: {}/sitemap.xml\n",
        context.origin
    );
    Reply::new(200, Body::Text(text))
        .policy(CachePolicy::Shared { boundary: None })
        .tags(vec!["shop".to_owned()])
        .into()
}

/// `GET /manifest.webmanifest`, with the shop's own name.
pub async fn show_manifest(context: &Context) -> Result<Answer, Problem> {
    let shop = read_shop(context).await?;
    let icon = |file: &str, sizes: &str, purpose: &str| json!({"src": format!("/icons/{file}"), "sizes": sizes, "type": "image/png", "purpose": purpose});
    let manifest = json!({
        "name": shop.name,
        "short_name": shop.name,
        "description": shop.description,
        "id": "/",
        "start_url": "/",
        "display": "standalone",
        "background_color": "#fbfcfa",
        "theme_color": "#1c4d3a",
        "lang": shop.locale,
        "icons": [
            icon("icon-192.png", "192x192", "any"),
            icon("icon-512.png", "512x512", "any"),
            icon("icon-maskable-512.png", "512x512", "maskable"),
        ],
    });
    let body = Body::Bytes {
        content_type: "application/manifest+json",
        bytes: manifest.to_string().into_bytes(),
    };
    Ok(Reply::new(200, body)
        .policy(CachePolicy::Shared { boundary: None })
        .tags(vec!["shop".to_owned()])
        .into())
}

#[derive(Debug, Serialize)]
struct Health {
    status: &'static str,
    d1: bool,
    kv: bool,
}

/// `GET /healthz`: whether the shop can be shown (KV or D1 answers) and changed (both do).
pub async fn show_health(context: &Context) -> Result<Answer, Problem> {
    let database = context.platform.database()?;
    let d1 = database.batch(vec![Statement::new("SELECT 1 AS one")]).await.is_ok();
    let kv = context.platform.documents()?.get("shop").await.is_ok();
    let (code, status) = match (d1, kv) {
        (true, true) => (200, "ok"),
        (false, false) => (503, "down"),
        _ => (200, "degraded"),
    };
    Ok(Reply::json(code, &Health { status, d1, kv }).into())
}
