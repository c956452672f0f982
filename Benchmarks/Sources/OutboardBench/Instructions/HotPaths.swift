internal import Outboard

/// The cases of `outboard-bench instructions`: those of the suite `core` in which a call costs little else than the call.
enum HotPaths {
    /// The plugins with the cases that need them.
    ///
    /// Both sides poll without end: `.adaptive` takes the same path as long as calls follow each other, and another one
    /// when the machine was busy enough that they did not.
    static var groups: [CaseGroup] {
        [CaseGroup.core(waiting: .spin), .users(waiting: .spin)].map { group in
            CaseGroup(start: group.start, cases: group.cases.filter { isHot($0.title) })
        }
    }

    /// All cases, in their order.
    static var titles: [CaseTitle] { groups.flatMap(\.cases).map(\.title) }

    private static func isHot(_ title: CaseTitle) -> Bool {
        guard title.peer == .outboard else { return false }
        switch title.name {
        case "raw", "typed-null", "get-user": return true
        // Inside the record, and in the block.
        case "typed-echo": return title.payloadBytes <= 64
        case "lent": return title.payloadBytes == 64
        case "pipelined-raw", "pipelined-typed": return title.window == 64
        default: return false
        }
    }
}
