//! One request with what it may reach.

use std::cell::{OnceCell, RefCell};

use js_sys::{ArrayBuffer, Uint8Array};
use serde::de::DeserializeOwned;
use web_sys::{ReadableStream, Request};
use worker::{Env, Method};

use super::access::introduce;
use super::bearer::carries_token;
use super::body::{BodyFault, announced_bytes, discard_body, read_body};
use super::rate_limit::Told;
use super::{Answer, CachePolicy, Problem, Reply, parse_json};
use crate::kernel::{MarketId, Timestamp};
use crate::platform::{Platform, Role, StoreError, now};

/// Largest JSON body, in bytes; uploads have their own limit.
pub const MAX_BODY_BYTES: u32 = 2_000_000;

#[derive(Debug)]
pub struct Context {
    pub platform: Platform,
    pub method: Method,
    /// Percent-encoded, without the query: `/products/linen-throw`.
    pub path: String,
    /// Without `?`; empty when there is none.
    pub query: String,
    /// `https://shop.example`.
    pub origin: String,
    /// The instant at which the request came in.
    pub now: Timestamp,
    pub development: bool,
    /// Which of the deployment's Workers this is.
    pub role: Role,
    /// Whether only the head of the answer is wanted; the method reads GET meanwhile.
    pub is_head: bool,
    /// The market that the address names; `None` is the default one. Whether there is such a market is
    /// for the shop's document to say.
    pub market: Option<MarketId>,
    /// How many bytes of the path name the market.
    market_length: usize,
    has_own_origin: bool,
    /// Who asks, where a token says it and not the address.
    client: RefCell<Option<String>>,
    /// The limits that this request was counted against.
    limits_told: RefCell<Vec<Told>>,
    /// The application of Cloudflare Access that the desk is behind.
    pub(super) access_audience: Option<String>,
    pub(super) request: Request,
    pub(super) execution: worker::Context,
}

/// What the deployment says of itself: the same for every request of an isolate, and read once,
/// since looking at a variable crosses to JavaScript several times.
#[derive(Debug, Clone)]
struct Deployment {
    origin: Option<String>,
    development: bool,
    role: Role,
    access_audience: Option<String>,
}

thread_local! {
    static DEPLOYMENT: OnceCell<Deployment> = const { OnceCell::new() };
}

impl Deployment {
    fn of(platform: &Platform) -> Self {
        let read = || Self {
            origin: platform.variable("ORIGIN"),
            development: platform.is_development(),
            role: platform.role(),
            access_audience: platform.variable("ACCESS_AUD"),
        };
        DEPLOYMENT.with(|known| known.get_or_init(read).clone())
    }
}

impl Context {
    pub fn new(request: Request, env: Env, execution: worker::Context) -> Self {
        let platform = Platform::new(env);
        let deployment = Deployment::of(&platform);
        let url = request.url();
        let (address, query) = url.split_once('?').unwrap_or((&url, ""));
        let path_start = address
            .find("://")
            .and_then(|scheme| Some(scheme + 3 + address.get(scheme + 3..)?.find('/')?))
            .unwrap_or(address.len());
        let (origin, path) = address.split_at(path_start);
        // The wrapper takes every method that it does not know for GET; no route knows CONNECT.
        let name = request.method();
        let is_get = name == "GET";
        let method = match Method::from(name) {
            Method::Get if !is_get => Method::Connect,
            known => known,
        };
        let has_own_origin = deployment.origin.as_deref().is_none_or(|own| own == origin);
        Self {
            has_own_origin,
            is_head: method == Method::Head,
            method,
            path: path.to_owned(),
            query: query.split('#').next().unwrap_or("").to_owned(),
            origin: deployment.origin.unwrap_or_else(|| origin.to_owned()),
            now: now(),
            development: deployment.development,
            role: deployment.role,
            market: None,
            market_length: 0,
            access_audience: deployment.access_audience,
            client: RefCell::default(),
            limits_told: RefCell::default(),
            platform,
            request,
            execution,
        }
    }

    pub fn header(&self, name: &str) -> Option<String> {
        self.request.headers().get(name).ok().flatten()
    }

    /// The address within the shop with its query, which is what memory keeps pages under.
    pub fn address(&self) -> String {
        if self.query.is_empty() {
            self.path.clone()
        } else {
            format!("{}?{}", self.path, self.query)
        }
    }

    /// Says in whose market the request is; `inside` is its path there, the end of its whole path.
    pub fn enter_market(&mut self, market: MarketId, inside: Option<&str>) {
        let named = inside.map_or(0, |inside| self.path.len() - inside.len());
        // The front page of a market is named without a slash.
        self.market_length = if inside == Some("/") { self.path.len() } else { named };
        self.market = Some(market);
    }

    /// The path inside the market: `/products/linen-throw` also for `/de/products/linen-throw`.
    pub fn shop_path(&self) -> &str {
        match self.path.get(self.market_length..) {
            None | Some("") => "/",
            Some(path) => path,
        }
    }

    /// Whether the request came under the shop's own origin; any will do where none is configured.
    pub const fn has_own_origin(&self) -> bool {
        self.has_own_origin
    }

    pub fn is_read(&self) -> bool {
        matches!(self.method, Method::Get | Method::Head)
    }

    /// The value of one query parameter, decoded; the first where it stands twice.
    pub fn query_value(&self, name: &str) -> Option<String> {
        form_urlencoded::parse(self.query.as_bytes())
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.into_owned())
    }

    /// Refuses whoever does not carry the admin token.
    pub fn require_admin(&self) -> Result<(), Problem> {
        let token = self.platform.variable("ADMIN_TOKEN").unwrap_or_default();
        let header = self.header("Authorization").unwrap_or_default();
        if carries_token(&header, &token) {
            Ok(())
        } else {
            Err(Problem::new(
                401,
                "unauthorized",
                "Send the admin token as `Authorization: Bearer <token>`.",
            ))
        }
    }

    /// The revision that `If-Match` names; `None` without the header.
    pub fn expected_revision(&self) -> Result<Option<i64>, Problem> {
        match self.header("If-Match").as_deref().map(str::trim) {
            None => Ok(None),
            Some(tag) => {
                tag.trim_start_matches("W/").trim_matches('"').parse().map(Some).map_err(|_| {
                    Problem::new(
                        400,
                        "malformed",
                        "`If-Match` names a revision, like \"3\", as `ETag` gave it.",
                    )
                })
            }
        }
    }

    /// The body, left on the JavaScript side: large uploads never enter this module's memory.
    pub async fn body_buffer(&self, limit_bytes: u32) -> Result<ArrayBuffer, Problem> {
        read_body(&self.request, limit_bytes).await.map_err(|fault| match fault {
            BodyFault::TooLarge => Problem::new(
                413,
                "too_large",
                format!("The body may have {limit_bytes} bytes at most."),
            ),
            BodyFault::Unreadable => {
                Problem::new(400, "malformed", "The body could not be read to its end.")
            }
        })
    }

    /// The body as it comes, with the length that was announced, for what is only handed on.
    pub fn body_stream(&self) -> Option<(ReadableStream, u64)> {
        Some((self.request.body()?, announced_bytes(&self.request)?))
    }

    /// Before a refusal: lets the client finish sending what nobody reads.
    pub async fn discard_body(&self) {
        discard_body(&self.request).await;
    }

    /// The body within this module's memory: for what is small.
    pub async fn body_bytes(&self, limit_bytes: u32) -> Result<Vec<u8>, Problem> {
        let buffer = self.body_buffer(limit_bytes).await?;
        Ok(Uint8Array::new(&buffer).to_vec())
    }

    /// The JSON body; a refusal names the field.
    pub async fn body_json<T: DeserializeOwned>(&self) -> Result<T, Problem> {
        parse_json(&self.body_bytes(MAX_BODY_BYTES).await?)
    }

    /// Says who asks, as limits count, in the place of an address.
    pub fn set_client(&self, client: String) {
        self.client.replace(Some(client));
    }

    pub(super) fn named_client(&self) -> Option<String> {
        self.client.borrow().clone()
    }

    /// Has the answer say how a limit stands that the request was counted against.
    pub(super) fn tell_limit(&self, told: Told) {
        self.limits_told.borrow_mut().push(told);
    }

    /// The answer with what the limits told: such an answer is nobody else's.
    pub(super) fn with_limits_told(&self, reply: Reply) -> Reply {
        let told = self.limits_told.borrow();
        if told.is_empty() {
            return reply;
        }
        let join = |part: fn(&Told) -> String| told.iter().map(part).collect::<Vec<_>>().join(", ");
        reply
            .policy(CachePolicy::Private)
            .header("RateLimit-Policy", join(Told::policy))
            .header("RateLimit", join(Told::state))
    }

    /// Hands the request as it came to another Worker of the deployment, and its answer back as it is;
    /// neither body enters this module's memory.
    pub async fn forward(&self, to: Role) -> Result<Answer, Problem> {
        let worker = self.platform.worker(to)?;
        let request = introduce(self, to).await?;
        let asked = worker.fetch_request(worker::Request::from(request));
        let answer = self.platform.trace.timed("worker", format!("{to:?}"), asked).await;
        answer
            .map(|response| Answer::Forwarded(response.into()))
            .map_err(|error| StoreError::unavailable(error).into())
    }

    /// Lets work go on after the answer was sent.
    pub fn wait_until(&self, work: impl Future<Output = ()> + 'static) {
        self.execution.wait_until(work);
    }
}

impl From<StoreError> for Problem {
    /// The cause is for the log; the visitor learns that it will pass.
    fn from(error: StoreError) -> Self {
        worker::console_error!("store: {error}");
        Problem::unavailable()
    }
}
