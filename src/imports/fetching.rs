//! Pictures from the web, one request at a time: bounded in time, size and redirects, and only from
//! addresses that may be asked.

use std::time::Duration;

use futures_util::future::{Either, select};
use js_sys::ArrayBuffer;
use worker::{AbortController, AbortSignal, Delay};

use super::addresses::Address;
use crate::media::MAX_UPLOAD_BYTES;
use crate::platform::{Platform, Trace};
use crate::web::{BodyFault, read_stream};

/// For the whole of it, redirects included.
const DEADLINE: Duration = Duration::from_secs(10);
const MAX_REDIRECTS: u32 = 3;

/// The bytes behind an address, or why there are none.
pub async fn fetch_bytes(platform: &Platform, address: Address) -> Result<ArrayBuffer, String> {
    let controller = AbortController::default();
    let signal = controller.signal();
    let detail = format!("GET {}", address.url.split('?').next().unwrap_or_default());
    let fetching = Box::pin(follow(platform, address, &signal));
    let trace: &Trace = &platform.trace;
    let fetched = async {
        match select(fetching, Delay::from(DEADLINE)).await {
            Either::Left((fetched, _)) => fetched,
            Either::Right(_) => Err("it took longer than 10 seconds.".to_owned()),
        }
    };
    let fetched = trace.timed("http", detail, fetched).await;
    // What of an answer was not read would hold one of the few connections that there are at once.
    controller.abort();
    fetched
}

async fn follow(
    platform: &Platform,
    mut address: Address,
    signal: &AbortSignal,
) -> Result<ArrayBuffer, String> {
    for _ in 0..=MAX_REDIRECTS {
        let answer = platform.open_address(&address.url, signal).await.map_err(|error| {
            worker::console_warn!("a picture could not be fetched: {error}");
            "nobody answers at its address.".to_owned()
        })?;
        let status = answer.status();
        let header = |name: &str| answer.headers().get(name).ok().flatten();
        if (300..400).contains(&status) {
            let location = header("Location").unwrap_or_default();
            address = address
                .follow(&location)
                .map_err(|reason| format!("it leads to an address that is not asked. {reason}"))?;
            continue;
        }
        if status != 200 {
            return Err(format!("its address answers with {status}."));
        }
        let announced: Option<u64> =
            header("Content-Length").and_then(|length| length.parse().ok());
        if announced.is_some_and(|length| length > u64::from(MAX_UPLOAD_BYTES)) {
            return Err(too_large());
        }
        return read_stream(answer.body(), MAX_UPLOAD_BYTES).await.map_err(|fault| match fault {
            BodyFault::TooLarge => too_large(),
            BodyFault::Unreadable => "it broke off.".to_owned(),
        });
    }
    Err("it leads from one address to the next, more than 3 times.".to_owned())
}

fn too_large() -> String {
    "it is larger than 20 MiB.".to_owned()
}
