"""One clause read from left to right: who, doing what, to whom, where."""

from collections.abc import Sequence

from intents.rewrite.english import adverb
from intents.rewrite.nouns import read_noun
from intents.rewrite.placing import TAILS, Clause, Placing
from intents.rewrite.reading import at, begins_noun
from intents.tokens import Token


def read_clauses(tokens: Sequence[Token]) -> list[Clause]:
    """The clauses between two pauses: one, or more where somebody dictated without any."""
    reader = _Reader(tokens)
    reader.read()
    return reader.clauses


class _Reader(Placing):
    def read(self) -> None:
        while self.index < len(self.tokens):
            token = self.tokens[self.index]
            may_do = (not self.now.subjects and not self.motion) or bool(self.role)
            begins = begins_noun(token) or token.does or (token.kind == "in" and may_do)
            found = read_noun(self.tokens, self.index, self._doing, may_do=may_do) if begins else None
            if found:
                phrase, self.index = found
                self.put_noun(phrase)
            else:
                self.index += 1
                self._word(token)
        self.now.descriptions += [f"{TAILS.get(role, '')} {text}".strip() for role, text in self.waiting.items()]
        if self.motion:
            self.motion.before += self.adverbs
            self.motion.after += self.manners
        else:
            self.now.manners += [*self.adverbs, *self.manners]

    def _word(self, token: Token) -> None:
        following, before = at(self.tokens, self.index), at(self.tokens, self.index - 2)
        match token.kind:
            case "action" | "pose":
                self.put_verb(token)
            case "quality" if following.kind == "ly" or following.does:
                self.adverbs.append(adverb(token.english))
            case "quality":
                self._looks(token)
            case "pace":
                self.manners.append(token.english)
            case "time":
                self.now.scenes.append(token.english)
            case "in":
                self.role = "" if following.does or following.kind == "skip" else "after" if before.does else "in"
            case "toward" if begins_noun(following):
                if self.motion and before.does:
                    self.toward = token.english
                elif token.english in ("to", "into", "toward"):
                    self.role = "in"
            case "for" | "facing" | "from" | "with" | "object" | "by" | "there":
                self.role = token.kind
            case "and":
                self.joins = self.joins or "subject"
            case "so":
                self._manner()
            case "where" if before.kind == "in":
                self.manners.append(_NEARBY.get(token.english, "nearby"))
            case "number" if following.kind not in ("number", "measure", "unknown", "unit") and token.value != 1:
                self.now.unknown.append(token.chinese)
            case "unknown":
                self.now.unknown.append(self._counted(token))
            case _:
                pass

    def _counted(self, token: Token) -> str:
        """两只丹顶鹤: what nobody knows is quoted with its number."""
        first = self.index - 1
        while at(self.tokens, first - 1).kind in ("number", "measure"):
            first -= 1
        return "".join(t.chinese for t in self.tokens[first : self.index - 1]) + token.chinese

    def _manner(self) -> None:
        """跑得很快."""
        while at(self.tokens, self.index).kind in ("skip", "quality", "ly"):
            token = self.tokens[self.index]
            if token.kind == "quality" and self.motion:
                self.motion.after.append(adverb(token.english))
            self.index += 1

    def _doing(self, tokens: Sequence[Token]) -> str:
        """A clause that says more about a noun, in one phrase."""
        clauses = read_clauses(tokens)
        self.now.unknown += [word for clause in clauses for word in clause.unknown]
        for clause in clauses:
            clause.motions = [m for m in clause.motions if m.objects or not m.is_dressing]
        return ", ".join(clause.whole for clause in clauses if clause.whole)

    def _looks(self, token: Token) -> None:
        self.now.descriptions.append(token.english)


_NEARBY = {"in front of": "in front", "behind": "behind", "under": "below", "in": "inside", "on": "on it"}
