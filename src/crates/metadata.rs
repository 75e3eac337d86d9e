//! Owns what is read of `cargo metadata`: which crates go into the target's
//! programs, and which only into what runs while they are built. May not start
//! cargo.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use super::lock::Locked;

/// A project's crates, by the machine that runs them; some are in both.
#[derive(Debug, Eq, PartialEq)]
pub struct Crates {
    /// What the programs and tests of the target hold.
    pub target: Vec<Locked>,
    /// What build scripts and proc-macros hold.
    pub build: Vec<Locked>,
}

/// What cargo answers; all else in it is passed over.
#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
    workspace_members: BTreeSet<String>,
    resolve: Resolve,
}

#[derive(Deserialize)]
struct Package {
    id: String,
    name: String,
    version: String,
    source: Option<String>,
    links: Option<String>,
    targets: Vec<Built>,
}

/// A library, a program … of a package.
#[derive(Deserialize)]
struct Built {
    kind: Vec<String>,
}

#[derive(Deserialize)]
struct Resolve {
    nodes: Vec<Node>,
}

#[derive(Deserialize)]
struct Node {
    id: String,
    deps: Vec<Edge>,
}

#[derive(Deserialize)]
struct Edge {
    pkg: String,
    dep_kinds: Vec<Kind>,
}

#[derive(Deserialize)]
struct Kind {
    kind: Option<String>,
}

/// The crates that cargo resolved for one platform.
struct Graph {
    packages: BTreeMap<String, Package>,
    edges: BTreeMap<String, Vec<Edge>>,
    members: BTreeSet<String>,
}

/// Reads cargo's answers for the targets and for the build machine.
pub fn crates(targets: &str, host: &str) -> serde_json::Result<Crates> {
    let (targets, host) = (Graph::read(targets)?, Graph::read(host)?);
    // Cargo compares the platform of a build-dependency with the machine that
    // builds, and leaves out what the other one alone has.
    let on_host = |id: &str| {
        let graph = [&host, &targets]
            .into_iter()
            .find(|graph| graph.edges.contains_key(id));
        graph.unwrap_or(&host)
    };
    let mut build: Vec<&str> = Vec::new();
    let mut target = BTreeSet::new();
    let mut left: Vec<_> = targets.members.iter().map(String::as_str).collect();
    while let Some(id) = left.pop() {
        if targets.is_macro(id) {
            build.push(id);
        } else if target.insert(id) {
            left.extend(targets.uses(id, Edge::is_of_program));
            build.extend(on_host(id).uses(id, Edge::is_of_build));
        }
    }
    let mut left = build;
    let mut build = BTreeSet::new();
    while let Some(id) = left.pop() {
        if build.insert(id) {
            let either = |edge: &Edge, is_member| {
                edge.is_of_program(is_member) || edge.is_of_build(is_member)
            };
            left.extend(on_host(id).uses(id, either));
        }
    }
    Ok(Crates {
        target: target
            .into_iter()
            .filter_map(|id| targets.locked(id))
            .collect(),
        build: build
            .into_iter()
            .filter_map(|id| on_host(id).locked(id))
            .collect(),
    })
}

impl Graph {
    fn read(text: &str) -> serde_json::Result<Self> {
        let metadata: Metadata = serde_json::from_str(text)?;
        let packages = metadata.packages.into_iter();
        let nodes = metadata.resolve.nodes.into_iter();
        Ok(Self {
            packages: packages
                .map(|package| (package.id.clone(), package))
                .collect(),
            edges: nodes.map(|node| (node.id, node.deps)).collect(),
            members: metadata.workspace_members,
        })
    }

    fn is_macro(&self, id: &str) -> bool {
        let targets = self.packages.get(id).map(|package| &package.targets);
        let kinds = targets.into_iter().flatten().flat_map(|built| &built.kind);
        kinds.into_iter().any(|kind| kind == "proc-macro")
    }

    /// What a crate uses by edges of that sort.
    fn uses<'a>(
        &'a self,
        id: &str,
        is_one: impl Fn(&Edge, bool) -> bool + 'a,
    ) -> impl Iterator<Item = &'a str> {
        let is_member = self.members.contains(id);
        let edges = self.edges.get(id).into_iter().flatten();
        edges
            .filter(move |edge| is_one(edge, is_member))
            .map(|edge| &*edge.pkg)
    }

    /// The crate as a lock file would say it, for this platform.
    fn locked(&self, id: &str) -> Option<Locked> {
        let package = self.packages.get(id)?;
        let uses = self.uses(id, |_, _| true);
        let names = uses.filter_map(|id| Some(self.packages.get(id)?.name.clone()));
        Some(Locked {
            name: package.name.clone(),
            version: package.version.clone(),
            foreign: package.source.is_some(),
            links: package.links.is_some(),
            dependencies: names.collect(),
        })
    }
}

impl Edge {
    /// Of the members, the tests are programs too.
    fn is_of_program(&self, is_member: bool) -> bool {
        self.dep_kinds
            .iter()
            .any(|kind| match kind.kind.as_deref() {
                None => true,
                Some("dev") => is_member,
                Some(_) => false,
            })
    }

    fn is_of_build(&self, _: bool) -> bool {
        let mut kinds = self.dep_kinds.iter();
        kinds.any(|kind| kind.kind.as_deref() == Some("build"))
    }
}
