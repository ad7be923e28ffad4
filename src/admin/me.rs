//! `GET /api/admin/v1/me`: who the caller is, and what they may do.

use super::authorising::authenticate;
use super::principal::Principal;
use super::scope::Scope;
use super::wire::MeResource;
use crate::web::{Answer, Context, Problem, Reply};

/// Whoever is somebody may ask.
pub async fn show_me(context: &Context) -> Result<Answer, Problem> {
    let principal = authenticate(context).await?;
    let member = match &principal {
        Principal::Staff(member) => Some(member),
        _ => None,
    };
    let scopes = Scope::ALL.iter().filter(|scope| principal.may(**scope));
    let resource = MeResource {
        actor: principal.actor(),
        name: member.map(|member| member.name.as_str()),
        email: member.map(|member| member.email.as_str()),
        role: member.map(|member| member.role),
        scopes: scopes.map(|scope| scope.as_str()).collect(),
    };
    Ok(Reply::json(200, &resource).into())
}
