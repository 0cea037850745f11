// Put into a page after player.js. An expression: evaluates to true when `streams` is there.
(() => {
  const video = document.querySelector('video');
  const errors = [];
  const buffers = [];
  const played = [];
  // The heights of the loaded qualities, segment after segment.
  const heights = [];
  let ended = false;
  const add = MediaSource.prototype.addSourceBuffer;
  MediaSource.prototype.addSourceBuffer = function (type) {
    const buffer = add.call(this, type);
    buffers.push({ type, buffer });
    return buffer;
  };
  video.addEventListener('error', () => errors.push(`video: ${video.error?.code} ${video.error?.message}`));

  // Resolves when the first picture can be shown; rejects if the player gives up before.
  const loaded = start => new Promise((resolve, reject) => {
    video.addEventListener('loadeddata', () => resolve(null), { once: true });
    start(message => reject(new Error(message)));
  });

  // The next quality, smaller and larger in turn.
  const following = (index, count) => (index + 1) % count;

  window.streams = {
    hls: (url, switching) => loaded(giveUp => {
      const hls = new Hls({ enableWorker: false });
      if (switching) {
        hls.on(Hls.Events.FRAG_LOADED, (name, { frag }) => {
          if (frag.type === 'main' && frag.sn !== 'initSegment') {
            heights.push(hls.levels[frag.level].height);
            hls.loadLevel = following(frag.level, hls.levels.length);
          }
        });
      }
      hls.on(Hls.Events.ERROR, (name, data) => {
        // A machine that is busy decodes late. A hole in the buffer has other errors.
        if (data.details !== Hls.ErrorDetails.BUFFER_STALLED_ERROR) {
          errors.push(`${data.details} ${data.error?.message ?? ''}`);
        }
        if (data.fatal) {
          giveUp(errors.join(', '));
        }
      });
      hls.loadSource(url);
      hls.attachMedia(video);
    }),
    dash: (url, switching) => loaded(giveUp => {
      const player = dashjs.MediaPlayer().create();
      player.updateSettings({ debug: { logLevel: 0 } });
      if (switching) {
        player.updateSettings({ streaming: {
          abr: { autoSwitchBitrate: { video: false } },
          buffer: { fastSwitchEnabled: false },
        } });
        player.on(dashjs.MediaPlayer.events.FRAGMENT_LOADING_COMPLETED, ({ request }) => {
          if (request.mediaType === 'video' && request.type === 'MediaSegment') {
            const all = player.getRepresentationsByType('video');
            const index = all.findIndex(each => each.id === request.representation.id);
            heights.push(all[index].height);
            player.setRepresentationForTypeByIndex('video', following(index, all.length), false);
          }
        });
      }
      player.on(dashjs.MediaPlayer.events.ERROR, event => {
        errors.push(`${event.error?.code} ${event.error?.message ?? event.error}`);
        giveUp(errors.join(', '));
      });
      // Audio may last longer than the last frame by half a packet. dash.js pauses at the end of the last frame.
      player.on(dashjs.MediaPlayer.events.PLAYBACK_ENDED, () => { ended = true; });
      player.initialize(video, url, false);
    }),
    shaka: (url, switching) => loaded(giveUp => {
      shaka.polyfill.installAll();
      const player = new shaka.Player();
      if (switching) {
        player.configure('abr.enabled', false);
        player.addEventListener('segmentappended', event => {
          if (event.contentType === 'video') {
            const all = player.getVariantTracks().sort((one, other) => one.height - other.height);
            const index = all.findIndex(each => each.active);
            heights.push(all[index].height);
            player.selectVariantTrack(all[following(index, all.length)], false);
          }
        });
      }
      player.addEventListener('error', event => {
        errors.push(`${event.detail.code} ${event.detail.message}`);
        giveUp(errors.join(', '));
      });
      player.addEventListener('gapjumped', () => errors.push(`gap at ${video.currentTime}`));
      player.attach(video).then(() => player.load(url)).catch(error => {
        errors.push(`${error.code} ${error.message}`);
        giveUp(errors.join(', '));
      });
    }),
    errors: () => errors,
    heights: () => heights,
    buffered: () => buffers.map(({ type, buffer }) => ({
      type,
      ranges: buffer.buffered.length,
      start: buffer.buffered.length > 0 ? buffer.buffered.start(0) : -1,
      end: buffer.buffered.length > 0 ? buffer.buffered.end(buffer.buffered.length - 1) : -1,
    })),
    // The media time of the picture at a time. Another picture must be on the screen.
    pictureAt: seconds => new Promise(resolve => {
      video.requestVideoFrameCallback((now, metadata) => resolve(metadata.mediaTime));
      video.currentTime = seconds;
    }),
    play: rate => {
      played.length = 0;
      ended = false;
      let running = true;
      const look = () => {
        played.push(cliprange.shown().cells);
        if (running) {
          video.requestVideoFrameCallback(look);
        }
      };
      look();
      video.addEventListener('ended', () => { running = false; }, { once: true });
      video.playbackRate = rate;
      video.play().catch(error => errors.push(`play: ${error.message}`));
      return null;
    },
    progress: () => ({
      ended: video.ended || ended,
      time: video.currentTime,
      duration: video.duration,
      ready: video.readyState,
      paused: video.paused,
      seeking: video.seeking,
    }),
    played: () => played,
  };
  return true;
})()
