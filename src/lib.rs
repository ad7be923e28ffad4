//! Awning: a complete online shop that lives at the edge.
//!
//! The layout is described in `docs/ARCHITECTURE.md`; the whole URL surface is in `routes.rs`.

#![cfg_attr(
    not(target_arch = "wasm32"),
    allow(
        dead_code,
        reason = "the host compiles the pure parts; many of their callers live at the edge"
    )
)]
#![cfg_attr(
    not(all(
        feature = "shop",
        feature = "orders",
        feature = "desk",
        feature = "admin",
        feature = "imports"
    )),
    allow(
        dead_code,
        unused_imports,
        unused_variables,
        reason = "a Worker of its own leaves out what only the others call; the lints look at the whole"
    )
)]

pub mod admin;
#[cfg(target_arch = "wasm32")]
mod answering;
pub mod cart;
pub mod catalog;
pub mod checkout;
pub mod content;
pub mod imports;
pub mod inventory;
pub mod kernel;
pub mod markets;
pub mod media;
pub mod notifications;
#[cfg(not(target_arch = "wasm32"))]
pub mod openapi;
pub mod operations;
pub mod orders;
pub mod payments;
#[cfg(target_arch = "wasm32")]
pub mod platform;
pub mod pricing;
pub mod promotions;
#[cfg(target_arch = "wasm32")]
mod routes;
pub mod search;
pub mod shipping;
pub mod tax;
pub mod web;

#[cfg(target_arch = "wasm32")]
mod entrypoints {
    use wasm_bindgen::JsValue;
    use wasm_bindgen::prelude::wasm_bindgen;
    use web_sys::Request;
    use worker::{Context, Env, MessageBatch, Result, ScheduleContext, ScheduledEvent, event};

    use crate::catalog::note_lags;
    use crate::catalog::publications_admin::sweep_publications;
    use crate::operations::{keep_dead_letters, note_sweep};
    use crate::orders;
    use crate::platform::{Platform, Role, now};

    /// Not an `event` of the `worker` crate, whose answers are always promises.
    #[wasm_bindgen]
    pub fn fetch(request: Request, env: Env, context: worker::worker_sys::Context) -> JsValue {
        crate::answering::handle(request, env, Context::new(context))
    }

    /// What a message of a queue asks for is found out from its owner; the message is only a hint.
    #[cfg(any(feature = "orders", feature = "desk", feature = "imports"))]
    #[event(queue)]
    async fn queue(batch: MessageBatch<u32>, env: Env, _context: Context) -> Result<()> {
        let platform = Platform::new(env);
        match batch.queue().as_str() {
            #[cfg(feature = "orders")]
            "mails" => {
                let notice_of = crate::admin::sign_in_mails::notice_of;
                crate::notifications::send_mails(&platform, &batch, notice_of).await;
            }
            #[cfg(feature = "orders")]
            "orders" => orders::take_copies(&platform, &batch).await,
            #[cfg(feature = "orders")]
            "payments" => orders::take_notices(&platform, &batch).await,
            #[cfg(feature = "desk")]
            "publications" => match sweep_publications(&platform).await {
                Ok(()) => batch.ack_all(),
                Err(error) => {
                    worker::console_error!("publications: {error}");
                    batch.retry_all();
                }
            },
            #[cfg(feature = "imports")]
            "imports" => crate::imports::work_on_imports(&platform, &batch).await,
            other => {
                if !keep_dead_letters(&platform, &batch).await {
                    worker::console_error!("nobody here reads the queue {other}");
                    batch.retry_all();
                }
            }
        }
        Ok(())
    }

    #[cfg(any(feature = "orders", feature = "desk", feature = "imports"))]
    #[event(scheduled)]
    async fn scheduled(_event: ScheduledEvent, env: Env, _context: ScheduleContext) {
        let platform = Platform::new(env);
        match platform.role() {
            #[cfg(feature = "desk")]
            Role::Desk => {
                note_sweep(&platform, "publications", sweep_publications(&platform).await).await;
                note_sweep(&platform, "publication_lags", note_lags(&platform, now()).await).await;
                let kept = crate::web::sweep_kept_answers(&platform, now()).await;
                note_sweep(&platform, "kept_answers", kept).await;
            }
            #[cfg(feature = "orders")]
            Role::Orders => {
                let woken = orders::wake_silent_orders(&platform, now()).await;
                note_sweep(&platform, "silent_orders", woken).await;
                let swept = orders::sweep_gateways(&platform, now()).await;
                note_sweep(&platform, "gateways", swept).await;
            }
            #[cfg(feature = "imports")]
            Role::Imports => {
                note_sweep(
                    &platform,
                    "imports",
                    crate::imports::sweep_imports(&platform, now()).await,
                )
                .await;
            }
            _ => {}
        }
    }
}
