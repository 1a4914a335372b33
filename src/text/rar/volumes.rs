//! rar archives of several volumes, all of them there.

use std::cell::RefCell;
use std::io::{self, Write};
use std::rc::Rc;

use rars::rar50::Block;
use rars::{Archive, ArchiveMember, volume_members};

use super::{Buffer, is_file, name, open, options, problem_of};
use crate::text::members::{self, Gathering, Means};
use crate::text::{FileText, Problem};

/// What came out of one member.
type Content = Rc<RefCell<Vec<u8>>>;

/// Fills in the members, each read as a file of its own, and why there are not all of them.
pub(crate) fn read(volumes: &[&[u8]], file: &mut FileText, means: Means<'_>) {
    match Set::open(volumes, means) {
        Err(problem) => file.problem = Some(problem),
        Ok(set) => match Gathering::begin(means) {
            Err(problem) => file.problem = Some(problem),
            Ok(mut found) => {
                set.gather(&mut found, means);
                found.end(file);
            }
        },
    }
}

struct Set<'a> {
    archives: Vec<Archive>,
    members: Vec<ArchiveMember>,
    /// The password that opened the names, when they are locked.
    password: Option<&'a str>,
}

impl<'a> Set<'a> {
    fn open(volumes: &[&[u8]], means: Means<'a>) -> Result<Self, Problem> {
        let (mut archives, mut password) = (Vec::new(), None);
        for volume in volumes {
            let (archive, word) = open(volume, means)?;
            password = password.or(word);
            archives.push(archive);
        }
        // A set without its begin or from different archives says so here.
        let members = volume_members(&archives).map_err(|_| Problem::Volume)?;
        let more = match archives.last() {
            Some(Archive::Rar50Plus(last)) => {
                last.blocks.iter().any(|block| matches!(block, Block::End(end) if end.has_next_volume()))
            }
            _ => false,
        };
        let cut = members.iter().any(|member| member.meta.is_split_after);
        if more || cut { Err(Problem::Volume) } else { Ok(Self { archives, members, password }) }
    }

    fn gather(&self, found: &mut Gathering<'_>, means: Means<'_>) {
        let all = self.members.iter().filter(|member| is_file(member)).count();
        let refused = self.refused(means);
        let locked = self.members.iter().any(|member| member.meta.is_encrypted);
        let contents = match refused {
            Some(problem) => Err(problem),
            None if locked => {
                let words = self.password.into_iter().chain(means.passwords());
                let mut opened = words.filter_map(|word| self.unpack(Some(word), means).ok());
                opened.find(|(_, fault)| fault.is_none()).ok_or(Problem::Encrypted)
            }
            None => self.unpack(None, means),
        };
        let (contents, fault) = contents.unwrap_or_else(|problem| (Vec::new(), Some(problem)));
        let mut contents = contents.into_iter();
        for member in &self.members {
            let payload = !member.meta.is_directory && !member.meta.is_redirection;
            let content = if payload { contents.next() } else { None };
            if !is_file(member) {
                continue;
            }
            if !found.has_room(all) {
                break;
            }
            match (content, &fault) {
                (Some(content), _) => found.add(name(member), "", &content),
                (None, fault) => {
                    let problem = fault.clone().unwrap_or(Problem::Unsupported);
                    found.add_closed(name(member), member.meta.unpacked_size, problem);
                }
            }
        }
    }

    /// Why the set stays packed: it is unpacked whole or not at all, so its sizes count together.
    fn refused(&self, means: Means<'_>) -> Option<Problem> {
        let sum =
            |of: fn(&ArchiveMember) -> u64| self.members.iter().fold(0_u64, |sum, one| sum.saturating_add(of(one)));
        means.refuses(sum(|one| one.meta.unpacked_size), sum(|one| one.meta.packed_size))
    }

    /// The contents in the order of the archive as far as they came out whole, and what ended them.
    fn unpack(&self, password: Option<&str>, means: Means<'_>) -> Result<(Vec<Vec<u8>>, Option<Problem>), Problem> {
        let begun: RefCell<Vec<Content>> = RefCell::default();
        let most = means.unpacked.get();
        let outcome = rars::extract_volumes_to_with_options(&self.archives, options(means, password), |entry| {
            if entry.is_directory {
                return Ok(Box::new(io::sink()) as Box<dyn Write>);
            }
            let content = Content::default();
            begun.borrow_mut().push(Rc::clone(&content));
            Ok(Box::new(Buffer { content, most }))
        });
        let fault = outcome.err().map(|error| problem_of(&error));
        let mut contents: Vec<Vec<u8>> = begun.into_inner().iter().map(|content| content.take()).collect();
        let size: usize = contents.iter().map(Vec::len).sum();
        if fault.is_some() {
            // The last one may be half.
            means.spend(contents.pop().map_or(0, |half| half.len()));
        } else if u64::try_from(size).unwrap_or(u64::MAX) > most {
            return Err(members::too_large(most));
        }
        Ok((contents, fault))
    }
}
