//! Numbers that look random and are the same in each run.

/// Throws.
pub struct Dice(u64);

impl Dice {
    /// Dice that fall as `seed` has them.
    pub fn of(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15).wrapping_add(7))
    }

    /// One of `0..sides`.
    pub fn throw(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or(0).checked_rem(sides).unwrap_or(0)
    }

    /// Whether something came true that does so many times in a thousand.
    pub fn happens(&mut self, in_a_thousand: usize) -> bool {
        self.throw(1000) < in_a_thousand
    }

    /// From one number to another, both included.
    pub fn between(&mut self, least: i64, most: i64) -> i64 {
        let sides = usize::try_from(most.saturating_sub(least).saturating_add(1)).unwrap_or(1);
        least.saturating_add(i64::try_from(self.throw(sides)).unwrap_or(0))
    }

    /// One of several.
    pub fn one<'a>(&mut self, of: &[&'a str]) -> &'a str {
        let place = self.throw(of.len());
        of.get(place).copied().unwrap_or_default()
    }
}
