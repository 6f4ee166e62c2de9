# Plays Homebrew's formula: what it would download on each system, and, with the archive of this one, its
# steps `install` and `test`.
#
#   ruby formula.rb FORMULA DIST UNPACKED PREFIX
#
# Owns the part of Homebrew's language that the formula uses (Formula Cookbook); a word beyond it is an error
# here. UNPACKED is the folder inside the archive for this system, PREFIX an empty folder, where the formula
# puts the program and where it is run. What it puts there is compared with what Homebrew would link.
require "fileutils"
require "pathname"

FORMULA, DIST, UNPACKED, PREFIX = ARGV.map { |argument| File.expand_path(argument) }
SUMS = File.readlines(File.join(DIST, "SHA256SUMS"), chomp: true).to_h { |line| line.split("  ", 2).reverse }

def wrong(what)
  warn "FAILED: formula: #{what}"
  exit 1
end

# A folder of the prefix that files can be put into.
class Place < Pathname
  def install(*files)
    files.flatten.tap { |all| wrong "nothing to install in #{self}" if all.empty? }.each do |file|
      wrong "#{file} is not in the archive" unless File.file?(file)
      mkpath
      FileUtils.cp(file, self)
    end
  end

  def /(other) = Place.new(File.join(to_s, other))
end

class Formula
  class << self
    attr_reader :downloads, :said, :steps

    def inherited(formula)
      super
      formula.instance_exec { @downloads, @said, @steps = {}, {}, {} }
      @latest = formula
    end

    def latest = @latest

    %i[desc homepage version license].each { |word| define_method(word) { |value = nil| value ? @said[word] = value : @said[word] } }

    %i[on_macos on_linux on_arm on_intel].each do |word|
      define_method(word) do |&inside|
        @where = [*@where, word.to_s.delete_prefix("on_")]
        instance_exec(&inside)
        @where = @where[..-2]
      end
    end

    def url(address) = (@downloads[@where.join(" ")] = { url: address })

    def sha256(digest) = (@downloads.fetch(@where.join(" "))[:sha256] = digest)

    def test(&step) = (@steps[:test] = step)
  end

  {
    bin: "bin", man1: "share/man/man1", bash_completion: "etc/bash_completion.d",
    zsh_completion: "share/zsh/site-functions", fish_completion: "share/fish/vendor_completions.d",
    doc: "share/doc/aws-netcheck"
  }.each { |word, folder| define_method(word) { Place.new(PREFIX) / folder } }

  def version = self.class.version

  def assert_match(wanted, said)
    wrong "its test: no #{wanted.inspect} in #{said.inspect}" unless said.match?(Regexp.new(Regexp.escape(wanted)))
  end

  def shell_output(command)
    said = `#{command}`
    wrong "its test: #{command} ended with #{$?.exitstatus}" unless $?.success?
    said
  end

  def system(*words)
    wrong "its test: #{words.join(" ")} failed" unless Kernel.system(*words.map(&:to_s), out: File::NULL)
  end
end

load FORMULA
formula = Formula.latest
wrong "no formula" unless formula
# brew audit: no longer than 80 signs, no full stop, no article at the beginning.
desc = formula.said.fetch(:desc)
wrong "desc: #{desc}" if desc.length > 80 || desc.end_with?(".") || desc.match?(/\A(an?|the) /i)
wrong "homepage" unless formula.said.fetch(:homepage).start_with?("https://")
wrong "no downloads" if formula.downloads.empty?
formula.downloads.each do |where, one|
  name = File.basename(one.fetch(:url))
  wrong "#{where}: #{name} is not that of SHA256SUMS" unless SUMS.fetch(name) == one.fetch(:sha256)
  wrong "#{where}: #{name}" unless name.include?(formula.version)
  puts "#{where}: #{name}"
end
# The program for Homebrew's Linux is that of the archive which is tried.
tried = formula.downloads.fetch("linux intel").fetch(:url)
wrong "another archive: #{tried}" unless File.basename(tried) == "#{File.basename(UNPACKED)}.tar.gz"

made = formula.new
Dir.chdir(UNPACKED) { made.install }
put = Dir.glob("**/*", base: PREFIX).select { |file| File.file?(File.join(PREFIX, file)) }
%w[bin/aws-netcheck share/man/man1/aws-netcheck-probe.1 share/zsh/site-functions/_aws-netcheck].each do |file|
  wrong "#{file} was not installed" unless put.include?(file)
end
Dir.chdir(PREFIX) { made.instance_exec(&formula.steps.fetch(:test)) }
puts "Homebrew's formula: #{put.length} files installed, its test passed"
