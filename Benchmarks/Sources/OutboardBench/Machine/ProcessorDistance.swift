/// How far two processors are apart, as the kernel describes it under `/sys/devices/system/cpu`.
enum ProcessorDistance: String {
    case sameCache = "distinct cores with one last-level cache"
    case unknown = "distinct CPUs, caches unknown"
    case otherCache = "distinct cores with different last-level caches"
    case sameCore = "two threads of one core"
    case same = "one CPU for both: not pinned, and polling makes way"

    /// 0 is what to measure on, larger is worse.
    var rank: Int {
        switch self {
        case .sameCache: 0
        case .unknown: 1
        case .otherCache: 2
        case .sameCore: 3
        case .same: 4
        }
    }

    init(_ first: Int, _ second: Int) {
        let folder = "/sys/devices/system/cpu/cpu\(first)"
        if first == second {
            self = .same
        } else if SystemFile.numbers(in: folder + "/topology/thread_siblings_list").contains(second) {
            self = .sameCore
        } else {
            // The highest index is the last cache.
            let lists = (0..<5).map { SystemFile.numbers(in: folder + "/cache/index\($0)/shared_cpu_list") }
            let last = lists.last { !$0.isEmpty }
            self = last.map { $0.contains(second) ? .sameCache : .otherCache } ?? .unknown
        }
    }
}
