/** How loud a sound is over its time, for drawing: the peak of each hundredth of a second, 1 being the loudest. */

const BINS_PER_S = 100;
const SLICE = 2_000_000;

export class Wave {
  constructor(private readonly peaks: Float32Array) {}

  /** Measures a decoded sound, in slices that leave the page free between them. */
  static async of(sound: AudioBuffer): Promise<Wave> {
    const perBin = sound.sampleRate / BINS_PER_S;
    const peaks = new Float32Array(Math.ceil(sound.length / perBin));
    for (let channel = 0; channel < sound.numberOfChannels; channel++) {
      const samples = sound.getChannelData(channel);
      for (let from = 0; from < samples.length; from += SLICE) {
        const to = Math.min(samples.length, from + SLICE);
        for (let at = from; at < to; at++) {
          const bin = (at / perBin) | 0;
          const level = Math.abs(samples[at] as number);
          if (level > (peaks[bin] as number)) peaks[bin] = level;
        }
        if (to < samples.length) await new Promise((resolve) => setTimeout(resolve));
      }
    }
    const loudest = peaks.reduce((most, peak) => Math.max(most, peak), 1e-3);
    return new Wave(peaks.map((peak) => peak / loudest));
  }

  /** The loudest moment between two times, 0 to 1. */
  peak(fromMs: number, toMs: number): number {
    const first = Math.max(0, Math.floor((fromMs * BINS_PER_S) / 1000));
    const last = Math.min(this.peaks.length, Math.max(first + 1, Math.ceil((toMs * BINS_PER_S) / 1000)));
    let most = 0;
    for (let bin = first; bin < last; bin++) most = Math.max(most, this.peaks[bin] as number);
    return most;
  }
}
