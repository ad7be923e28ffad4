//! JSON shapes of staff in the admin API.

use serde::{Deserialize, Serialize};

use super::Role;
use crate::kernel::{Email, Timestamp};

#[derive(Debug, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct MeResource<'a> {
    pub actor: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role: Option<Role>,
    pub scopes: Vec<&'static str>,
}

/// The body of `PUT /api/admin/v1/staff/{id}`.
#[derive(Debug, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct MemberDraft {
    pub email: Email,
    pub name: String,
    pub role: Role,
}

#[derive(Debug, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct MemberResource<'a> {
    pub id: &'a str,
    pub revision: i64,
    #[serde(flatten)]
    pub member: &'a MemberDraft,
}

#[derive(Debug, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct LinkResource {
    pub url: String,
    pub expires_at: Timestamp,
}
