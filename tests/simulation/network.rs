//! What becomes of a message on its way.

use super::world::World;

/// How long a caller waits for a gateway, an object or a queue, in milliseconds.
pub const GATEWAY_PATIENCE_MS: i64 = 8_000;
pub const OBJECT_PATIENCE_MS: i64 = 5_000;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It arrives after so long and is answered.
    Arrives { after_ms: i64 },
    /// It never arrives, and the caller knows.
    Refused,
    /// It never arrives, and the caller waits in vain.
    Lost,
    /// It arrives, and the answer is lost.
    AnswerLost { after_ms: i64 },
    /// It arrives when nobody waits for it any more.
    Late { after_ms: i64 },
}

impl World {
    /// The fate of a message that somebody waits for.
    pub fn fate(&mut self) -> Fate {
        let after_ms = self.dice.between(1, 300);
        if !self.dice.per_mille(self.storm) {
            return Fate::Arrives { after_ms };
        }
        match self.dice.below(4) {
            0 => Fate::Refused,
            1 => Fate::Lost,
            2 => Fate::AnswerLost { after_ms },
            _ => Fate::Late { after_ms: self.dice.while_ms(60_000) + GATEWAY_PATIENCE_MS },
        }
    }

    /// When the copies of a message that nobody waits for arrive; none when it is dropped.
    pub fn copies(&mut self, usual_ms: i64) -> Vec<i64> {
        let mut times = vec![self.dice.between(1, usual_ms)];
        if self.dice.per_mille(self.storm) {
            match self.dice.below(3) {
                0 => times.clear(),
                1 => times.push(self.dice.while_ms(usual_ms * 20)),
                _ => times[0] = self.dice.while_ms(usual_ms * 60),
            }
        }
        times
    }

    /// When the network brings a message once more, long after it came.
    pub fn echo_ms(&mut self) -> Option<i64> {
        self.dice.per_mille(self.storm / 4).then(|| self.dice.while_ms(600_000))
    }
}
