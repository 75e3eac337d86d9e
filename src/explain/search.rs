//! Owns what is known after the lines that were seen, and which causes follow
//! from it. A line may fit several rules; which of them it belongs to is
//! decided at the end, when the other lines have said what they say.

use std::collections::HashMap;
use std::hash::{Hash as _, Hasher as _};

use regex::bytes::{Captures, Regex};
use rustc_hash::FxHasher;

use super::clue::{self, Clue, Clues};
use super::expressions::{Error, Expressions, Of};
use super::names::{self, Captured, Names};
use super::rule::{Is, Need, Rule};
use super::{Cause, DATA, Explainer, Known, Named, Place, RULES, Report, json, lines};
use crate::table::target::{Capability, Target};

/// So many different lines and facts are kept, however long a log is.
const MOST: usize = 500;
/// So many lines and states are known again.
const MOST_HASHES: usize = 1 << 14;
const MOST_STATES: usize = 1 << 11;

/// What each subject's latest fact is, by its place in `seen`.
type State = Vec<Option<usize>>;

/// What is known after the lines seen so far.
pub struct Search<'a> {
    explainer: &'a Explainer,
    known: Known,
    clues: Clues,
    error: Option<Place>,
    /// Each fact that was stated, with the words that the log has for it.
    seen: Vec<(usize, Captured)>,
    state: State,
    /// Each subject's first fact.
    first: State,
    events: Vec<Event>,
    /// The place of each event, by its rules and the facts before it.
    places: HashMap<(Vec<usize>, State), usize>,
    candidates: Vec<usize>,
    /// The states that there were, and their places here.
    states: Vec<State>,
    places_of_states: HashMap<State, usize>,
    /// The place of the present one; none where too many are kept.
    known_state: Option<usize>,
    /// What a line does, by a hash of it and the state before it.
    seen_before: HashMap<u64, Repeat>,
}

/// What a line does that was seen in the same state before.
#[derive(Clone, Copy)]
struct Repeat {
    /// The event that it is one of.
    event: Option<usize>,
    /// The place of the state after it.
    state: usize,
}

/// A line that fits rules, and those like it.
struct Event {
    place: Place,
    /// The rules, with the words that they captured.
    fits: Vec<(usize, Captured)>,
    state: State,
    /// The target that the line itself names.
    target: Option<&'static Target>,
    further: u64,
    last: u64,
}

impl Event {
    fn happened_again(&mut self, line: u64) {
        self.further += u64::from(self.last != line);
        self.last = line;
    }
}

impl<'a> Search<'a> {
    pub fn new(explainer: &'a Explainer, known: Known) -> Self {
        let mut search = Self {
            explainer,
            known,
            clues: Clues::default(),
            error: None,
            seen: Vec::new(),
            state: vec![None; explainer.subjects.len()],
            first: vec![None; explainer.subjects.len()],
            events: Vec::new(),
            places: HashMap::new(),
            candidates: Vec::new(),
            states: Vec::new(),
            places_of_states: HashMap::new(),
            known_state: None,
            seen_before: HashMap::new(),
        };
        search.find_state();
        search
    }

    /// Finds the present state's place, or gives it one.
    fn find_state(&mut self) {
        self.known_state = self.places_of_states.get(&self.state).copied();
        if self.known_state.is_none() && self.states.len() < MOST_STATES {
            let place = self.states.len();
            self.states.push(self.state.clone());
            self.places_of_states.insert(self.state.clone(), place);
            self.known_state = Some(place);
        }
    }

    /// Takes in one line; one of JSON has lines of its own.
    pub fn see(&mut self, number: u64, line: &[u8]) -> Result<(), Error> {
        match json::text(line) {
            Some(text) => text
                .split(['\n', '\r'])
                .try_for_each(|line| self.see_text(number, line.as_bytes())),
            None => self.see_text(number, line),
        }
    }

    /// A line that was seen in the same state before does the same again.
    fn see_text(&mut self, number: u64, line: &[u8]) -> Result<(), Error> {
        let before = self.known_state;
        let hash = before.map(|state| {
            let mut hasher = FxHasher::default();
            (line, state).hash(&mut hasher);
            hasher.finish()
        });
        let again = hash.and_then(|hash| self.seen_before.get(&hash));
        if let Some(Repeat { event, state }) = again.copied() {
            if let Some(event) = event {
                self.events[event].happened_again(number);
            }
            if before != Some(state) {
                self.state.clone_from(&self.states[state]);
                self.known_state = Some(state);
            }
            return Ok(());
        }
        let line = &*lines::plain(line);
        let mut candidates = std::mem::take(&mut self.candidates);
        Expressions::candidates(line, &mut candidates);
        if !candidates.is_empty() {
            let event = self.see_candidates(number, line, &candidates)?;
            if before.is_none_or(|state| self.state != self.states[state]) {
                self.find_state();
            }
            if let (Some(hash), Some(state)) = (hash, self.known_state)
                && self.seen_before.len() < MOST_HASHES
            {
                self.seen_before.insert(hash, Repeat { event, state });
            }
        }
        self.candidates = candidates;
        Ok(())
    }

    /// The event that the line is one of, if it is.
    fn see_candidates(
        &mut self,
        number: u64,
        line: &[u8],
        candidates: &[usize],
    ) -> Result<Option<usize>, Error> {
        let explainer = self.explainer;
        let (begin, start) = explainer.message(line);
        let mut own = None;
        let mut facts: Vec<(usize, Captured)> = Vec::new();
        let mut fits: Vec<(usize, usize)> = Vec::new();
        let mut error = None;
        for &index in candidates {
            let expression = explainer.expressions.get(index)?;
            match DATA.expressions[index].1 {
                Of::Clue(index) => {
                    if let Some(target) = clue::first(expression, line) {
                        own.get_or_insert(target);
                        let line = number;
                        self.clues.add(Clue {
                            target,
                            line,
                            index,
                        });
                    }
                }
                Of::Host => {
                    if let Some(target) = clue::first(expression, line) {
                        self.clues.add_host(target);
                    }
                }
                Of::Error => {
                    if self.error.is_none() {
                        error = error.or(expression.find_at(line, start));
                    }
                }
                Of::Fact(fact) => {
                    if let Some(captures) = expression.captures(&line[start..]) {
                        facts.push((fact, captured(expression, &captures)));
                    }
                }
                Of::Rule(rule) => {
                    let fitted = fits.last().is_some_and(|(other, _)| *other == rule);
                    if !fitted && expression.is_match(&line[start..]) {
                        fits.push((rule, index));
                    }
                }
            }
        }
        let nothing = error.is_none() && facts.is_empty() && fits.is_empty();
        if nothing || explainer.quotes.is_match(&line[begin..]) {
            return Ok(None);
        }
        if let Some(found) = error {
            self.error = Some(Place::new(number, line, found.start()));
        }
        for (fact, words) in facts {
            self.state(fact, words);
        }
        if fits.is_empty() {
            return Ok(None);
        }
        self.happened(number, line, start, own, &fits)
    }

    fn state(&mut self, fact: usize, captured: Captured) {
        let subject = self.explainer.subjects[fact];
        let same = |(other, words): &(usize, Captured)| *other == fact && *words == captured;
        let place = match self.seen.iter().position(same) {
            Some(place) => place,
            None if self.seen.len() < MOST => {
                self.seen.push((fact, captured));
                self.seen.len() - 1
            }
            None => return,
        };
        self.state[subject] = Some(place);
        self.first[subject].get_or_insert(place);
    }

    fn happened(
        &mut self,
        number: u64,
        line: &[u8],
        start: usize,
        target: Option<&'static Target>,
        fits: &[(usize, usize)],
    ) -> Result<Option<usize>, Error> {
        let expressions = fits.iter().map(|(_, expression)| *expression).collect();
        let key = (expressions, self.state.clone());
        if let Some(place) = self.places.get(&key) {
            self.events[*place].happened_again(number);
            return Ok(Some(*place));
        }
        if self.events.len() >= MOST {
            return Ok(None);
        }
        let mut found = line.len();
        let mut captures = Vec::new();
        for (rule, expression) in fits {
            let expression = self.explainer.expressions.get(*expression)?;
            if let Some(words) = expression.captures(&line[start..]) {
                found = found.min(start + words.get_match().start());
                captures.push((*rule, captured(expression, &words)));
            }
        }
        self.events.push(Event {
            place: Place::new(number, line, found),
            fits: captures,
            state: self.state.clone(),
            target,
            further: 0,
            last: number,
        });
        let place = self.events.len() - 1;
        self.places.insert(key, place);
        Ok(Some(place))
    }

    pub fn report(mut self, lines: u64) -> Report {
        let named = match (self.known.given, self.clues.best(), self.known.project) {
            (Some(target), ..) => Some((target, None)),
            (None, Some(clue), project) => match project {
                Some(project) if self.clues.is_host(clue.target) => Some((project, None)),
                _ => Some((clue.target, Some(clue.line))),
            },
            (None, None, project) => project.map(|target| (target, None)),
        };
        let target = named.map(|(target, _)| target);
        let mut found: Vec<Option<Found>> = RULES.rule.iter().map(|_| None).collect();
        for event in std::mem::take(&mut self.events) {
            let own = event.target.filter(|own| !self.clues.is_host(own));
            let target = self.known.given.or(own).or(target);
            let facts = self.facts(&event.state);
            let fitting = event
                .fits
                .into_iter()
                .find(|(rule, captured)| holds(&RULES.rule[*rule], captured, &facts, target));
            let Some((rule, mut captured)) = fitting else {
                continue;
            };
            match &mut found[rule] {
                Some(found) => found.further += event.further + 1,
                none => {
                    for (_, words) in facts {
                        captured.extend_from_slice(words);
                    }
                    *none = Some(Found {
                        place: event.place,
                        captured,
                        target,
                        further: event.further,
                    });
                }
            }
        }
        let all = || RULES.rule.iter().zip(&found);
        let shown = all().filter(|(_, found)| found.is_some());
        let hidden: Vec<_> = shown.flat_map(|(rule, _)| rule.hides.iter()).collect();
        let causes: Vec<_> = all()
            .filter(|(rule, _)| !hidden.contains(&&rule.id))
            .filter_map(|(rule, found)| {
                let found = found.as_ref()?;
                // A line of JSON holds several.
                let further = found.further.min(lines.saturating_sub(found.place.line));
                let place = found.place.clone();
                Some(cause(rule, found.target, &found.captured, place, further))
            })
            .collect();
        Report {
            lines,
            target: named.map(|(target, line)| Named {
                name: target.name(),
                triple: &target.triple,
                line,
            }),
            error: self.error.filter(|_| causes.is_empty()),
            tests_failed: self.first.iter().flatten().any(|place| {
                let (fact, _) = &self.seen[*place];
                RULES.fact[*fact].id == "tests-failed"
            }),
            causes,
        }
    }

    /// What is known about each subject where the state was this one: what was
    /// said before, else what was said first.
    fn facts(&self, state: &State) -> Vec<(usize, &Captured)> {
        let places = state.iter().zip(&self.first);
        let places = places.filter_map(|(before, first)| before.or(*first));
        places
            .map(|place| (self.seen[place].0, &self.seen[place].1))
            .collect()
    }
}

/// The first line that belongs to a rule.
struct Found {
    place: Place,
    captured: Captured,
    target: Option<&'static Target>,
    further: u64,
}

/// Whether the rule's other conditions hold, too.
fn holds(
    rule: &Rule,
    captured: &Captured,
    facts: &[(usize, &Captured)],
    target: Option<&Target>,
) -> bool {
    let stated = |ids: &super::rule::Text| {
        let is = |id| facts.iter().any(|(fact, _)| RULES.fact[*fact].id == id);
        ids.split('|').any(is)
    };
    let machine = captured.iter().find(|(name, _)| name == "machine");
    let machine = || is_of(target?, &machine?.1);
    let triple =
        |part: &super::rule::Text| target.is_some_and(|target| target.triple.contains(&**part));
    rule.with.iter().all(stated)
        && !rule.without.iter().any(stated)
        && (rule.triple.is_empty() || rule.triple.iter().any(triple))
        && match rule.machine {
            Is::Any => true,
            Is::Target => machine() == Some(true),
            Is::Other => machine() == Some(false),
        }
}

/// Whether this is a name of the target's machine, if it is one of a machine.
fn is_of(target: &Target, name: &str) -> Option<bool> {
    let named = |names: &super::rule::Texts| names.iter().any(|other| other == name);
    let mut machines = RULES
        .machine
        .iter()
        .filter(|machine| named(&machine.names))
        .peekable();
    machines.peek()?;
    let arch = target.triple.split('-').next().unwrap_or_default();
    Some(machines.any(|machine| machine.arch.iter().any(|start| arch.starts_with(&**start))))
}

/// What a rule says where its texts are about this target and these words.
pub fn cause(
    rule: &'static Rule,
    target: Option<&'static Target>,
    captured: &Captured,
    place: Place,
    further: u64,
) -> Cause {
    let names = Names::new(target, captured);
    Cause {
        id: &rule.id,
        what: names.first(&rule.what),
        why: names.first(&rule.why),
        shell: names.first(&rule.shell),
        flake: match target.and_then(|target| lacks(target, rule.needs)) {
            Some(reason) => format!("cannot: {reason}"),
            None => names.first(&rule.flake),
        },
        source: &rule.source,
        running: rule.needs == Need::Test,
        target: target.map(|target| &*target.triple),
        further,
        place,
    }
}

/// Why the target cannot have what the fix needs.
fn lacks(target: &'static Target, need: Need) -> Option<&'static str> {
    let capability: &Capability = match need {
        Need::Nothing => return None,
        Need::Link => &target.link,
        Need::Libraries => &target.libraries,
        Need::Test => &target.test,
    };
    capability.reason()
}

/// What the groups with a name have matched.
fn captured(find: &Regex, captures: &Captures<'_>) -> Captured {
    find.capture_names()
        .flatten()
        .filter_map(|name| {
            let value = names::harmless(captures.name(name)?.as_bytes())?;
            Some((name.to_owned(), value))
        })
        .collect()
}
