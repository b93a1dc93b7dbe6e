/** English words that say nothing of a text's subject. */
export const STOP_WORDS: ReadonlySet<string> = new Set(
  `a about above across after again against ahead all almost alone along already also although always am among an and another any anybody anyone anything
  anyway are aren't around as at away back be became because become been before behind being below beside between beyond both but by came can can't cannot come comes
  could couldn't did didn't do does doesn't doing don't done down during each either else enough etc even ever every everybody everyone everything example except far few first
  for from further gave get gets getting give given gives go goes gone got had hadn't has hasn't have haven't having he hence her here hers herself him himself his
  how however i if in indeed instead into is isn't it it's its itself just keep kept know known last least less let let's like likely made make makes many may maybe
  me merely might mine more moreover most much must my myself near need needs neither never nevertheless next no nobody none nor not nothing now nowhere of off often
  on once one ones only onto or other others otherwise our ours ourselves out over own per perhaps put rather really said same say says see seem seems seen
  several shall she should shouldn't simply since so some somebody someone something sometimes somewhere soon still such take taken takes than that that's the their
  theirs them themselves then there there's therefore these they they're thing things this those though three through thus to together too toward towards two under
  unless until up upon us use used uses using usually very via want wants was wasn't way ways we we're well went were weren't what whatever when whenever where
  whereas wherever whether which whichever while who whoever whole whom whose why will with within without won't would wouldn't yes yet you you're your yours
  yourself`.split(/\s+/),
)
