//! Fragments of stories: average link leaves aside an article that is told in other words than most of a story, although
//! it is near to some of it. Once the stories stand, a fragment of few articles joins the story whose core it is near to:
//! the mean over its [`CORE`] most similar members, not over all of them.
//!
//! Measured with the thresholds as they were: ECB+ .898 to .923, FNC-1 .930 to .952, VNMDS unchanged, and no truth of the
//! small sets is lost. Chains cannot form: what is joined to are the stories of average link, and only they.

/// Members of a story that a fragment is compared with: the most similar ones.
const CORE: usize = 4;

/// Articles of a fragment; stories that take fragments have more.
const FRAGMENT: usize = 3;

/// Joins fragments to stories. `parts` are sorted lists of places, in order of first places, and so is the result;
/// `similarity` is that of two places.
pub(super) fn join_fragments(
    parts: Vec<Vec<u32>>,
    similarity: impl Fn(u32, u32) -> f64,
    threshold: f64,
) -> Vec<Vec<u32>> {
    let (stories, fragments): (Vec<Vec<u32>>, Vec<Vec<u32>>) =
        parts.into_iter().partition(|part| part.len() > FRAGMENT);
    let nearness = |fragment: &[u32], story: &[u32]| {
        let mean = |&member: &u32| {
            fragment.iter().map(|&it| similarity(it, member)).sum::<f64>() / fragment.len() as f64
        };
        let mut means: Vec<f64> = story.iter().map(mean).collect();
        means.sort_unstable_by(|x, y| y.total_cmp(x));
        means.iter().take(CORE).sum::<f64>() / CORE as f64
    };
    let mut joined = stories.clone();
    for fragment in fragments {
        let near = stories.iter().map(|story| nearness(&fragment, story)).enumerate();
        // Of two that are equally near the first.
        let best = near.filter(|it| it.1 >= threshold).max_by(|x, y| x.1.total_cmp(&y.1).then(y.0.cmp(&x.0)));
        match best {
            Some((story, _)) => joined[story].extend(fragment),
            None => joined.push(fragment),
        }
    }
    joined.iter_mut().for_each(|part| part.sort_unstable());
    joined.sort_unstable();
    joined
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Six articles of a story, of which the last is near to four of the others; two strangers.
    fn similarity(a: u32, b: u32) -> f64 {
        match (a.min(b), a.max(b)) {
            (0..=3, 5) => 0.2,
            (4, 5) => -0.4,
            (_, 0..=4) => 0.5,
            _ => 0.0,
        }
    }

    #[test]
    fn a_fragment_joins_the_story_whose_core_it_is_near_to() {
        let parts = vec![vec![0, 1, 2, 3, 4], vec![5], vec![6], vec![7]];
        let joined = join_fragments(parts.clone(), similarity, 0.15);
        assert_eq!(joined, [vec![0, 1, 2, 3, 4, 5], vec![6], vec![7]]);
        assert_eq!(join_fragments(parts.clone(), similarity, 0.21), parts);
    }

    #[test]
    fn fragments_do_not_join_each_other_or_what_was_joined() {
        let parts = vec![vec![0, 1, 2, 3], vec![4], vec![5]];
        let near = |a: u32, b: u32| if (a, b) == (5, 4) || (a, b) == (4, 5) { 0.9 } else { 0.0 };
        assert_eq!(join_fragments(parts.clone(), near, 0.15), parts);
    }
}
