extension Double {
    /// The number with some places behind the point.
    ///
    /// A dash for what is not a number.
    func fixed(_ places: Int) -> String {
        guard isFinite else { return "-" }
        var factor = 1
        for _ in 0..<places { factor *= 10 }
        let scaled = Int((abs(self) * Double(factor)).rounded())
        let sign = self < 0 ? "-" : ""
        guard places > 0 else { return "\(sign)\(scaled)" }
        let fraction = String(scaled % factor)
        return "\(sign)\(scaled / factor)." + String(repeating: "0", count: places - fraction.count) + fraction
    }
}
