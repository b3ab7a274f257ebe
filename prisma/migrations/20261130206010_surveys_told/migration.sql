-- Receivers can be told of answers to surveys.
DROP TRIGGER timeline_events_delivered ON timeline_events;
CREATE TRIGGER timeline_events_delivered AFTER INSERT ON timeline_events FOR EACH ROW
  WHEN (NEW.kind IN ('points.changed', 'points.available', 'points.adjusted', 'points.bonus', 'points.imported', 'points.expired',
    'reward.redeemed', 'reward.issued', 'reward.used', 'reward.released', 'reward.returned', 'tier.changed', 'segment.entered',
    'segment.left', 'flow.entered', 'message.sent', 'survey.answered'))
  EXECUTE FUNCTION deliver_event();
